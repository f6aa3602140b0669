import { Component, type ReactNode } from "react";
import { Blank } from "./banner.tsx";

type Props = { children: ReactNode };

/** Keeps one page's mistake on that page. A class, because React has no other way to catch what a component throws. */
export class Boundary extends Component<Props, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    const { error } = this.state;
    return (
      <main className="page" id="main">
        <Blank
          first
          icon="warn"
          title="This page broke"
          acts={
            <button type="button" className="btn" onClick={() => location.reload()}>
              Load it again
            </button>
          }
        >
          <p>
            That is a mistake in the console. Nothing was decided by it, and what you typed is kept in this browser. If
            it stays, say what you did and this: <code>{error instanceof Error ? error.message : String(error)}</code>
          </p>
        </Blank>
      </main>
    );
  }
}
