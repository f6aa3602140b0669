import { type FormEvent, type ReactNode, useId, useState } from "react";
import { whyOf } from "../data/api.ts";
import { Sign } from "../parts/state.tsx";

type Props = { label: string; type: "password" | "url"; button: string; send(value: string): Promise<void> };

/** One thing to give, and what the server says to it. */
export function OneField({ label, type, button, send }: Props): ReactNode {
  const id = useId();
  const [value, setValue] = useState("");
  const [is, setIs] = useState<"" | "busy" | "done">("");
  const [why, setWhy] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIs("busy");
    setWhy(undefined);
    void send(value.trim()).then(
      () => {
        setIs("done");
        setValue("");
      },
      (error: unknown) => {
        setIs("");
        setWhy(whyOf(error));
      },
    );
  };
  return (
    <form className="form-row" onSubmit={submit}>
      <label htmlFor={id}>{label}</label>
      <div className="acts">
        <input
          id={id}
          className="field"
          type={type}
          required
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="submit" className="btn" aria-disabled={is === "busy"}>
          {is === "busy" ? "Trying…" : button}
        </button>
      </div>
      <div role="status">
        {is === "done" && (
          <Sign tone="good" icon="check">
            done
          </Sign>
        )}
        {why !== undefined && (
          <Sign tone="stop" icon="warn">
            {why}
          </Sign>
        )}
      </div>
    </form>
  );
}
