import { titled } from "@/i18n/server";
import { Sessions } from "@/modules/account/Sessions";

export const generateMetadata = () => titled("sessions");

export default function Page() {
  return <Sessions />;
}
