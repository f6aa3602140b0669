/** What a stack's file has to say, with values of the right form. Tests deploy it. */
export const CONFIG = {
  "gcp:project": "acme-frontdesk",
  "gcp:region": "europe-west1",
  "frontdesk:alertEmail": "oncall@acme.test",
  "frontdesk:githubAppId": "4711",
  "frontdesk:githubClientId": "Iv1.0123",
  "frontdesk:images": JSON.stringify(
    Object.fromEntries(["ingest", "triage", "respond", "approval"].map((image) => [image, imageAt(image, "a")])),
  ),
  "frontdesk:webhookSecret": "webhook-secret-one",
  "frontdesk:githubPrivateKey": "-----BEGIN",
  "frontdesk:githubClientSecret": "0123456789abcdef",
  "frontdesk:decisionKey": "d".repeat(32),
  "frontdesk:sessionKey": "s".repeat(32),
};

export function imageAt(image: string, digit: string): string {
  return `europe-west1-docker.pkg.dev/acme-frontdesk/frontdesk/${image}@sha256:${digit.repeat(64)}`;
}
