import { cookies } from "next/headers";
import { catalogue } from "@/i18n";
import { requestLanguage, titled } from "@/i18n/server";
import { Diagnosis } from "@/modules/account/Diagnosis";
import { missingVariables, readConfig } from "@/session/config";
import { cookieName } from "@/session/cookie";

export const generateMetadata = () => titled("diagnose");

/** The checklist for whoever runs this: is there a cookie, which gateway, does it answer, what is not set. No value that is secret. */
export default async function Page() {
  const [text, jar] = [catalogue(await requestLanguage()), await cookies()];
  const config = readConfig();
  const { gatewayUrl, issuer } = config;
  const hasCookie = jar.getAll().some(({ name }) => name.startsWith(cookieName(config)));
  const discovery = `${issuer}/.well-known/openid-configuration`;
  const [gateway, provider] = await Promise.all([answers(`${gatewayUrl}/health`), answers(discovery)]);
  const missing = missingVariables();
  const said = ({ isOk, status }: Answer) => `${isOk ? text.yes : text.no} (${status})`;
  return (
    <Diagnosis
      facts={[
        {
          label: text.diagnoseMissing,
          value: missing.join(", ") || text.nothing,
          isOk: missing.length === 0,
        },
        { label: text.diagnoseCookie, value: hasCookie ? text.yes : text.no, isOk: hasCookie },
        { label: text.diagnoseGateway, value: gatewayUrl, isOk: true },
        { label: text.diagnoseGatewayAnswers, value: said(gateway), isOk: gateway.isOk },
        { label: text.diagnoseIssuer, value: issuer, isOk: true },
        { label: text.diagnoseIssuerAnswers, value: said(provider), isOk: provider.isOk },
      ]}
    />
  );
}

interface Answer {
  readonly isOk: boolean;
  readonly status: string;
}

async function answers(url: string): Promise<Answer> {
  const response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(3_000) }).catch(
    () => undefined,
  );
  return { isOk: response?.ok ?? false, status: String(response?.status ?? "–") };
}
