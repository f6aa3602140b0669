import { usableLanguage } from "../text/usable-language.ts";

/**
 * uPlot formats numbers by the browser's language from the moment it is loaded, and throws where that is none: Chromium
 * under LANG=C says "en-US@posix".
 */
const language = usableLanguage(navigator.language);
if (language !== navigator.language) {
  Object.defineProperty(navigator, "language", { value: language, configurable: true });
}
