import { titled } from "@/i18n/server";
import { Webhooks } from "@/modules/access/Webhooks";

export const generateMetadata = () => titled("webhooks");

export default function Page() {
  return <Webhooks />;
}
