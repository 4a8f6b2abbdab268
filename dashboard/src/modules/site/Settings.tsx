"use client";

import { call } from "@/api/call";
import type { Schemas } from "@/api/types";
import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { ApiForm, orNull, valueOf } from "@/modules/shell/ApiForm";
import { Field, Select, TextArea } from "@/ui/Form";
import { useToast } from "@/ui/Toasts";
import styles from "./site.module.css";

type AdminSite = Schemas["AdminSite"];

const FIELDS = [
  { name: "title", label: "siteTitle" },
  { name: "description", label: "description" },
  { name: "baseUrl", label: "siteAddress" },
  { name: "postPath", label: "postPath" },
  { name: "previewPath", label: "previewPath" },
  { name: "language", label: "siteLanguage" },
  { name: "timeZone", label: "timeZone" },
  { name: "defaultImageUrl", label: "defaultImage" },
] as const satisfies readonly { readonly name: keyof AdminSite; readonly label: Key }[];

/** Sends what was changed, over the version that was seen. */
export function SettingsForm({ site, onSaved }: { site: AdminSite; onSaved: () => void }) {
  const [text, toast] = [useText(), useToast()];
  const send = async (data: FormData) => {
    const values = FIELDS.map(({ name }) => [name, orNull(valueOf(data, name))] as const);
    const body = Object.fromEntries(values.filter(([name, value]) => value !== site[name]));
    if (Object.keys(body).length > 0) {
      const headers: Record<string, string> =
        site.version > 0 ? { "if-match": `"${String(site.version)}"` } : {};
      await call("/api/blog/admin/site", { method: "PUT", body, headers });
      onSaved();
    }
    toast({ message: text.savedNow });
  };
  const value = (name: (typeof FIELDS)[number]["name"]) => ({ name, defaultValue: site[name] ?? "" });
  return (
    <ApiForm send={send} submit={text.save} fields={FIELDS.map(({ name }) => name)}>
      <div className={styles["form"]}>
        <Field label={text.siteTitle} maxLength={255} {...value("title")} />
        <Field
          label={text.siteAddress}
          type="url"
          dir="ltr"
          placeholder="https://www.example.com"
          hint={text.siteAddressHint}
          maxLength={2048}
          {...value("baseUrl")}
        />
        <TextArea label={text.description} maxLength={500} {...value("description")} />
        <Field
          label={text.postPath}
          dir="ltr"
          placeholder="/blog"
          hint={text.postPathHint}
          maxLength={200}
          {...value("postPath")}
        />
        <Field
          label={text.previewPath}
          dir="ltr"
          placeholder="/api/preview"
          hint={text.previewPathHint}
          maxLength={200}
          {...value("previewPath")}
        />
        <Field
          label={text.siteLanguage}
          dir="ltr"
          placeholder="en"
          hint={text.siteLanguageHint}
          maxLength={35}
          {...value("language")}
        />
        <Select label={text.timeZone} hint={text.timeZoneHint} {...value("timeZone")}>
          <option value="">–</option>
          {zonesWith(site.timeZone).map((zone) => (
            <option key={zone} value={zone} dir="ltr">
              {zone}
            </option>
          ))}
        </Select>
        <Field
          label={text.defaultImage}
          type="url"
          dir="ltr"
          placeholder="https://"
          hint={text.defaultImageHint}
          maxLength={2048}
          {...value("defaultImageUrl")}
        />
      </div>
    </ApiForm>
  );
}

/** For those who may look only. */
export function SettingsList({ site }: { site: AdminSite }) {
  const text = useText();
  return (
    <dl className={styles["facts"]}>
      {FIELDS.map(({ name, label }) => (
        <div key={name}>
          <dt>{text[label]}</dt>
          <dd>
            <bdi>{site[name] ?? "–"}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function zonesWith(chosen: string | null): readonly string[] {
  const zones = Intl.supportedValuesOf("timeZone");
  return chosen === null || zones.includes(chosen) ? zones : [chosen, ...zones];
}
