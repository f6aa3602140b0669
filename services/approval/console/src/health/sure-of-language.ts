/**
 * uPlot formats numbers by the browser's language from the moment it is loaded, and throws where that is none: Chromium
 * under LANG=C says "en-US@posix".
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en-US", configurable: true });
}
