/** For how many days things are kept that are there to be looked at. Tasks are stripped of their texts, never deleted: their id is the dedupe. */
export type Retention = { rawBodies: number; calls: number; tasks: number };

export const RETENTION: Retention = { rawBodies: 14, calls: 90, tasks: 180 };
