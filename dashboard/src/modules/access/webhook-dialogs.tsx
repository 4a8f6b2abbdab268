"use client";

import { call } from "@/api/call";
import type { Schemas, Webhook } from "@/api/types";
import type { Key } from "@/i18n";
import { useFormat, useText } from "@/i18n/use-text";
import { ApiForm, orNull, valueOf, valuesOf } from "@/modules/shell/ApiForm";
import { Dialog } from "@/ui/Dialog";
import { Choices, Field } from "@/ui/Form";
import { Overlap } from "./key-dialogs";

type Shown = Schemas["ShownWebhookSecret"];

const URL_OF_ALL = "/api/manager/webhooks";
/** Patterns that between them name every event. */
const PATTERNS: readonly (readonly [string, Key])[] = [
  ["blog.post.*", "eventsPosts"],
  ["blog.category.*", "eventsCategories"],
  ["blog.tag.*", "eventsTags"],
  ["blog.site.*", "eventsSite"],
  ["team.*", "eventsTeam"],
  ["apikey.*", "eventsKeys"],
  ["tenant.*", "eventsTenant"],
  ["subscription.*", "eventsSubscription"],
];

interface Props {
  readonly open: boolean;
  /** Nothing where a new one is made. */
  readonly of: Webhook | undefined;
  readonly onClose: () => void;
  readonly onMade: (secret: Shown) => void;
  readonly onSaved: () => void;
}

export function WebhookDialog({ open, of, onClose, onMade, onSaved }: Props) {
  const text = useText();
  // What was chosen by another way stays to be chosen.
  const others = of?.events.filter((event) => !PATTERNS.some(([pattern]) => pattern === event)) ?? [];
  const send = async (data: FormData) => {
    const events = valuesOf(data, "events");
    const body = {
      url: valueOf(data, "url"),
      events: events.length > 0 ? events : ["*"],
      description: orNull(valueOf(data, "description")),
    };
    if (of) {
      const enabled = data.get("enabled") === "yes";
      await call(`${URL_OF_ALL}/${of.id}`, { method: "PUT", body: { ...body, enabled } });
      onSaved();
    } else {
      const { description, ...rest } = body;
      const made = { ...rest, ...(description === null ? {} : { description }) };
      onMade(await call<Shown>(URL_OF_ALL, { method: "POST", body: made }));
    }
  };
  return (
    <Dialog open={open} title={of ? text.editWebhook : text.newWebhook} onClose={onClose}>
      <ApiForm
        send={send}
        submit={of ? text.save : text.create}
        fields={["url", "events", "description", "enabled"]}
        onCancel={onClose}
      >
        <Field
          label={text.webhookUrl}
          name="url"
          type="url"
          dir="ltr"
          required
          hint={text.webhookUrlHint}
          placeholder="https://"
          defaultValue={of?.url ?? ""}
        />
        <Choices
          legend={text.eventsLegend}
          name="events"
          chosen={of?.events ?? []}
          choices={[
            ...PATTERNS.map(([value, key]) => ({ value, label: text[key] })),
            ...others.map((value) => ({ value, label: <code>{value}</code> })),
          ]}
        />
        <Field label={text.description} name="description" defaultValue={of?.description ?? ""} />
        {of && (
          <Choices
            legend={text.status}
            name="enabled"
            chosen={of.enabled ? ["yes"] : []}
            choices={[{ value: "yes", label: text.hookEnabled }]}
          />
        )}
      </ApiForm>
    </Dialog>
  );
}

interface RotateProps {
  readonly of: Webhook | undefined;
  readonly onClose: () => void;
  readonly onMade: (secret: Shown) => void;
}

export function RotateSecretDialog({ of, onClose, onMade }: RotateProps) {
  const [text, format] = [useText(), useFormat()];
  const send = async (data: FormData) => {
    if (!of) return;
    const body = { overlapSeconds: Number(data.get("overlapSeconds")) };
    onMade(await call<Shown>(`${URL_OF_ALL}/${of.id}/rotate-secret`, { method: "POST", body }));
  };
  return (
    <Dialog open={of !== undefined} title={text.rotateSecret} onClose={onClose}>
      <ApiForm send={send} submit={text.rotate} fields={["overlapSeconds"]} onCancel={onClose}>
        <p>{of && format("rotateSecretTouches", { url: of.url })}</p>
        <Overlap />
      </ApiForm>
    </Dialog>
  );
}
