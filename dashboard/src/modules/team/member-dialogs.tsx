"use client";

import { call } from "@/api/call";
import type { Member, Role } from "@/api/types";
import { useFormat, useText } from "@/i18n/use-text";
import { ApiForm, valueOf } from "@/modules/shell/ApiForm";
import { useSession } from "@/modules/shell/session";
import { Dialog } from "@/ui/Dialog";
import { Field, Select } from "@/ui/Form";
import { BUILT_IN, isGrantable, roleName } from "./permissions";

interface InviteProps {
  readonly open: boolean;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
  readonly onDone: (email: string) => void;
}

export function InviteDialog({ open, roles, onClose, onDone }: InviteProps) {
  const text = useText();
  const send = async (data: FormData) => {
    const email = valueOf(data, "email");
    const body = { email, role: valueOf(data, "role") };
    await call("/api/manager/team/members/invite", { method: "POST", body });
    onDone(email);
  };
  return (
    <Dialog open={open} title={text.inviteTitle} onClose={onClose}>
      <ApiForm send={send} submit={text.sendInvitation} fields={["email", "role"]} onCancel={onClose}>
        <Field label={text.email} name="email" type="email" required hint={text.inviteHint} />
        <RoleSelect roles={roles} chosen="author" />
      </ApiForm>
    </Dialog>
  );
}

interface RoleProps {
  readonly of: Member | undefined;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RoleDialog({ of, roles, onClose, onDone }: RoleProps) {
  const [text, format] = [useText(), useFormat()];
  const send = async (data: FormData) => {
    if (!of) return;
    const body = { role: valueOf(data, "role") };
    await call(`/api/manager/team/members/${of.userId}`, { method: "PUT", body });
    onDone();
  };
  return (
    <Dialog open={of !== undefined} title={text.changeRole} onClose={onClose}>
      {of && (
        <ApiForm send={send} submit={text.save} fields={["role"]} onCancel={onClose}>
          <p>{format("changeRoleOf", { name: of.name ?? of.email })}</p>
          <RoleSelect roles={roles} chosen={of.role.id} />
        </ApiForm>
      )}
    </Dialog>
  );
}

/** The roles that one may give: nobody gives what they do not hold. */
function RoleSelect({ roles, chosen }: { roles: readonly Role[]; chosen: string }) {
  const text = useText();
  const { me } = useSession();
  const known = roles.length > 0 ? roles.filter((role) => isGrantable(role, me)) : BUILT_IN;
  return (
    <Select label={text.role} name="role" required defaultValue={chosen}>
      {known.map((role) => (
        <option key={role.id} value={role.id} dir="auto">
          {roleName(role, text)}
        </option>
      ))}
    </Select>
  );
}
