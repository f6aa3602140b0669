import { describeCleaned, isLarge } from "./cleaned-cases.ts";
import { hostileIssues } from "./corpus.ts";

describeCleaned(hostileIssues.filter(isLarge));
