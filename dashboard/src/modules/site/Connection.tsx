"use client";

import { useEffect, useState } from "react";
import { call, type ApiError } from "@/api/call";
import type { ApiKey, Schemas } from "@/api/types";
import { useText } from "@/i18n/use-text";
import { asFailure } from "@/modules/shell/ApiForm";
import { Failure } from "@/modules/shell/Failure";
import { useSession } from "@/modules/shell/session";
import { useResource } from "@/modules/shell/use-resource";
import { When } from "@/modules/shell/When";
import { Copyable } from "@/ui/Copyable";
import styles from "./site.module.css";

const LOOK_AGAIN_MS = 3_000;

/** The lines that make a site read this blog, with a key made on the spot, and whether it has asked. */
export function Connection({ gatewayUrl }: { gatewayUrl: string }) {
  const text = useText();
  const { can } = useSession();
  const [made, setMade] = useState<Schemas["ShownApiKey"]>();
  const [failure, setFailure] = useState<ApiError>();
  const make = () => {
    setFailure(undefined);
    const body = { name: text.siteKeyName, scopes: ["blog"] };
    call<Schemas["ShownApiKey"]>("/api/manager/api-keys", { method: "POST", body }).then(
      setMade,
      (error: unknown) => setFailure(asFailure(error)),
    );
  };
  return (
    <>
      <LastAsked keyId={made?.id} />
      <h3 className={styles["step"]}>{text.stepInstall}</h3>
      <Copyable value="npm install @vlozi/blog" label={text.copy} done={text.copied} block />
      <h3 className={styles["step"]}>{text.stepKey}</h3>
      {made ? (
        <>
          <p>{text.shownOnce}</p>
          <Copyable
            value={`VLOZI_API_KEY=${made.key}\nVLOZI_BASE_URL=${gatewayUrl}`}
            label={text.copy}
            done={text.copied}
            block
          />
        </>
      ) : (
        can("apikeys:manage") && (
          <button type="button" className="button primary" onClick={make}>
            {text.makeKey}
          </button>
        )
      )}
      {failure && <Failure failure={failure} />}
      <h3 className={styles["step"]}>{text.stepCode}</h3>
      <Copyable value={CODE} label={text.copy} done={text.copied} block />
    </>
  );
}

const CODE = `import { VloziClient } from "@vlozi/blog";

const client = new VloziClient({
  apiKey: process.env.VLOZI_API_KEY ?? "",
  baseUrl: process.env.VLOZI_BASE_URL,
});

const { data } = await client.blog.list({ limit: 10 });
const post = await client.blog.get(data[0].slug);`;

/** Looks again every few seconds while somebody looks here. */
function LastAsked({ keyId }: { keyId: string | undefined }) {
  const text = useText();
  const { data, reload } = useResource<Schemas["ApiKeyPage"]>("/api/manager/api-keys?limit=100");
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);
  if (!data) return null;
  const last = lastUse(data.data, keyId);
  return (
    <p className={styles["asked"]}>
      <span className="badge" data-tone={last ? "ok" : "warn"}>
        {last ? text.siteConnected : text.siteWaiting}
      </span>{" "}
      {last ? (
        <>
          {text.siteAsked} <When at={last} as="ago" />
        </>
      ) : (
        text.siteNeverAsked
      )}
    </p>
  );
}

/** Of the key that was just made, else of any that works. */
function lastUse(keys: readonly ApiKey[], keyId: string | undefined): string | undefined {
  return keys
    .filter(({ id, status }) => (keyId === undefined ? status === "active" : id === keyId))
    .flatMap(({ lastUsedAt }) => lastUsedAt ?? [])
    .sort()
    .at(-1);
}
