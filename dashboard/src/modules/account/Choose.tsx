"use client";

import { useEffect, useState } from "react";
import { call, type ApiError } from "@/api/call";
import type { Schemas } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { asFailure } from "@/modules/shell/ApiForm";
import { Loading } from "@/modules/shell/Confirm";
import { Failure } from "@/modules/shell/Failure";
import { useSession } from "@/modules/shell/session";
import { When } from "@/modules/shell/When";
import { roleName } from "../team/permissions";
import styles from "./Choose.module.css";

interface Props {
  /** Where to go then. */
  readonly target: string;
  /** Right after a sign-in: whoever has nothing to choose goes on at once. */
  readonly isPassing: boolean;
}

/** Which blog to work in, and the invitations to others. */
export function Choose({ target, isPassing }: Props) {
  const [text, format] = [useText(), useFormat()];
  const { me } = useSession();
  const [failure, setFailure] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const hasChoice = me && (me.memberships.length > 1 || me.invitations.length > 0);
  useEffect(() => {
    if (isPassing && me && !hasChoice) window.location.replace(target);
  }, [isPassing, me, hasChoice, target]);

  const act = (step: () => Promise<void>) => {
    if (isBusy) return;
    setBusy(true);
    setFailure(undefined);
    step().catch((error: unknown) => {
      setFailure(asFailure(error));
      setBusy(false);
    });
  };
  const enter = async (tenantId: string) => {
    if (tenantId !== me?.tenantId)
      await call("/api/auth/switch-tenant", { method: "POST", body: { tenantId } });
    // What the store holds is the other blog's.
    window.location.assign(tenantId === me?.tenantId ? target : "/dashboard/blog");
  };
  const accept = async (invitationId: string) => {
    const url = "/api/manager/team/members/accept";
    const { tenantId } = await call<Schemas["Joined"]>(url, { method: "POST", body: { invitationId } });
    await enter(tenantId);
  };

  if (!me || (isPassing && !hasChoice)) return <Loading />;
  return (
    <main className={styles["page"]}>
      <h1>{text.chooseBlog}</h1>
      {failure && <Failure failure={failure} />}
      <ul className={styles["list"]}>
        {me.memberships.map(({ tenantId, tenantName, role }) => (
          <li key={tenantId}>
            <button type="button" className={styles["blog"]} onClick={() => act(() => enter(tenantId))}>
              <bdi className={styles["name"]}>{tenantName}</bdi>
              <span>{roleName({ id: role, name: role }, text)}</span>
              {tenantId === me.tenantId && <span className="badge">{text.currentBlog}</span>}
            </button>
          </li>
        ))}
      </ul>
      {me.invitations.length > 0 && (
        <>
          <h2>{text.invitations}</h2>
          <ul className={styles["list"]}>
            {me.invitations.map(({ id, tenantName, expiresAt }) => (
              <li key={id} className={styles["invitation"]}>
                <bdi className={styles["name"]}>{tenantName}</bdi>
                <span>
                  {text.until} <When at={expiresAt} as="day" />
                </span>
                <button
                  type="button"
                  className="button primary"
                  aria-label={format("acceptOf", { name: tenantName })}
                  onClick={() => act(() => accept(id))}
                >
                  {text.accept}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </main>
  );
}
