"use client";

import { call } from "@/api/call";
import type { ApiKey, Schemas } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { ApiForm, valueOf } from "@/modules/shell/ApiForm";
import { Dialog } from "@/ui/Dialog";
import { Choices, Field, Select, TextArea } from "@/ui/Form";

type Shown = Schemas["ShownApiKey"];

interface NewProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onMade: (key: Shown) => void;
}

export function NewKeyDialog({ open, onClose, onMade }: NewProps) {
  const text = useText();
  const send = async (data: FormData) => {
    const expires = valueOf(data, "expiresAt");
    const body = {
      name: valueOf(data, "name"),
      scopes: ["blog"],
      kind: valueOf(data, "kind"),
      allowedOrigins: linesOf(valueOf(data, "allowedOrigins")),
      // To the end of the day that was named.
      ...(expires ? { expiresAt: new Date(`${expires}T23:59:59`).toISOString() } : {}),
    };
    onMade(await call<Shown>("/api/manager/api-keys", { method: "POST", body }));
  };
  return (
    <Dialog open={open} title={text.newKey} onClose={onClose}>
      <ApiForm
        send={send}
        submit={text.create}
        fields={["name", "kind", "allowedOrigins", "expiresAt"]}
        onCancel={onClose}
      >
        <Field label={text.name} name="name" required maxLength={100} hint={text.keyNameHint} />
        <Choices
          legend={text.kind}
          name="kind"
          kind="radio"
          chosen={["secret"]}
          choices={[
            { value: "secret", label: text.keySecretExplained },
            { value: "publishable", label: text.keyPublishableExplained },
          ]}
        />
        <TextArea
          label={text.allowedOrigins}
          name="allowedOrigins"
          dir="ltr"
          hint={text.allowedOriginsHint}
          placeholder="https://www.example.com"
        />
        <Field label={text.expires} name="expiresAt" type="date" hint={text.expiresHint} />
      </ApiForm>
    </Dialog>
  );
}

interface RotateProps {
  readonly of: ApiKey | undefined;
  readonly onClose: () => void;
  readonly onMade: (key: Shown) => void;
}

/** A new key in an old one's place, which goes on for a while so that nothing stands still. */
export function RotateKeyDialog({ of, onClose, onMade }: RotateProps) {
  const [text, format] = [useText(), useFormat()];
  const send = async (data: FormData) => {
    if (!of) return;
    const body = { overlapSeconds: Number(data.get("overlapSeconds")) };
    onMade(await call<Shown>(`/api/manager/api-keys/${of.id}/rotate`, { method: "POST", body }));
  };
  return (
    <Dialog open={of !== undefined} title={text.rotateKey} onClose={onClose}>
      <ApiForm send={send} submit={text.rotate} fields={["overlapSeconds"]} onCancel={onClose}>
        <p>{of && format("rotateTouches", { name: of.name })}</p>
        <Overlap />
      </ApiForm>
    </Dialog>
  );
}

const HOUR = 3_600;

/** How long what is replaced still works. */
export function Overlap() {
  const [text, format] = [useText(), useFormat()];
  return (
    <Select label={text.overlap} name="overlapSeconds" defaultValue={24 * HOUR}>
      <option value={0}>{text.notAtAll}</option>
      <option value={HOUR}>{format("hours", { count: 1 })}</option>
      <option value={24 * HOUR}>{format("days", { count: 1 })}</option>
      <option value={7 * 24 * HOUR}>{format("days", { count: 7 })}</option>
      <option value={30 * 24 * HOUR}>{format("days", { count: 30 })}</option>
    </Select>
  );
}

function linesOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}
