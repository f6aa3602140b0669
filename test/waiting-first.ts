import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What runs on emulators mostly waits for them: begun first, it waits beside all the others, and not alone at the end. */
export default class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => moduleId.endsWith(".emulators.test.ts");
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}
