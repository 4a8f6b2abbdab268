"use client";

import type { ApiError } from "@/api/call";
import type { Key } from "@/i18n";
import { useText } from "@/i18n/use-text";
import { Copyable } from "@/ui/Copyable";
import styles from "./Failure.module.css";

const BY_CODE: Readonly<Record<string, Key>> = {
  unreachable: "failUnreachable",
  service_unavailable: "failServer",
  internal_error: "failServer",
  configuration_error: "failServer",
  too_many_requests: "failTooMany",
  missing_permission: "failForbidden",
  access_denied: "failForbidden",
  subscription_required: "failSubscription",
  quota_exceeded: "failQuota",
  version_conflict: "failConflict",
  not_found: "failGone",
  validation_failed: "failFields",
  name_in_use: "failNameTaken",
  role_name_in_use: "failNameTaken",
  slug_in_use: "failSlugTaken",
  already_member: "failAlreadyMember",
  already_invited: "failAlreadyInvited",
  last_owner: "failLastOwner",
  role_in_use: "failRoleInUse",
  built_in_role: "failBuiltIn",
  payload_too_large: "failTooLarge",
  unsupported_media_type: "failFileType",
  delivery_pending: "failDeliveryPending",
  webhook_disabled: "failWebhookDisabled",
  api_key_not_active: "failKeyEnded",
  post_is_published: "failPublished",
};

interface Props {
  readonly failure: ApiError;
  /** Faults of these fields stand at the fields. */
  readonly shown?: readonly string[];
  readonly onRetry?: () => void;
}

/** What went wrong, in words, with what one would quote when asking for help. */
export function Failure({ failure, shown = [], onRetry }: Props) {
  const text = useText();
  const key = BY_CODE[failure.code];
  const others = failure.details.filter(({ field }) => !shown.includes(field.split(/[.[]/)[0] ?? field));
  return (
    <div role="alert" className={styles["failure"]}>
      <p>{key ? text[key] : <bdi lang="en">{failure.message}</bdi>}</p>
      {others.length > 0 && (
        <ul lang="en" dir="ltr">
          {others.map(({ field, message }) => (
            <li key={field + message}>
              <code>{field}</code> <bdi>{message}</bdi>
            </li>
          ))}
        </ul>
      )}
      {failure.requestId && (
        <p className={styles["request"]}>
          {text.requestId} <Copyable value={failure.requestId} label={text.copy} done={text.copied} />
        </p>
      )}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {text.tryAgain}
        </button>
      )}
    </div>
  );
}
