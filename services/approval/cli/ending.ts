/** How a command ends, for scripts. */
export const EXIT = { ok: 0, refused: 1, usage: 2, unreachable: 3, signedOut: 4, absent: 5, conflict: 6 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES = `Exit codes:
  0  it is done
  1  it was refused, or failed
  2  the command was not understood
  3  no console answers at FRONTDESK_URL
  4  nobody is signed in
  5  there is no such task or repository, or none that you may see
  6  somebody was faster, the task is in another state, or the draft is another one by now`;

/** Why a command can't go on, for whoever gave it. */
export class Ending extends Error {
  override name = "Ending";
  readonly code: ExitCode;
  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
