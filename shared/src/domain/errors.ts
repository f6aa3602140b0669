/**
 * What can go wrong outside the rules. What the rules themselves refuse is a value (`Refusal`), not an error.
 * Anything that is none of these is a bug.
 */

/** A dependency can't be reached or can't take the work now. Nothing is half done; trying again later is right. */
export class Unavailable extends Error {
  override name = "Unavailable";
  /** When it may be there again, where that was said. */
  readonly until?: Date;
}

/** The store was opened on something it must not touch: damaged, made by a newer version, or in use. A person has to act. */
export class Unusable extends Error {
  override name = "Unusable";
}

/** Code tried a change that the table of transitions doesn't have. Nothing was committed. */
export class IllegalTransition extends Error {
  override name = "IllegalTransition";
}
