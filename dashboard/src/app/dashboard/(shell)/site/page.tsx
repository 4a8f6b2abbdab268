import { connection } from "next/server";
import { titled } from "@/i18n/server";
import { Site } from "@/modules/site/Site";
import { readConfig } from "@/session/config";

export const generateMetadata = () => titled("site");

export default async function Page() {
  // The gateway's address is read when somebody asks, not when this is built.
  await connection();
  return <Site gatewayUrl={readConfig().gatewayUrl} />;
}
