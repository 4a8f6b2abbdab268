import { redirect } from "next/navigation";

/** Where the mail's link leads; all open invitations are shown there. */
export default function Page(): never {
  redirect("/choose");
}
