import { headers } from "next/headers";
import { catalogue, languageOf } from "@/i18n";
import { missingVariables, readConfig } from "@/session/config";

/** The checklist for whoever runs this: which gateway, does it answer, what is not set. No value that is secret. */
export default async function Page() {
  const text = catalogue(languageOf((await headers()).get("accept-language")));
  const { gatewayUrl, issuer } = readConfig();
  const reached = async (url: string) => {
    const response = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(3_000) }).catch(
      () => undefined,
    );
    return response?.ok ? text.yes : `${text.no} (${String(response?.status ?? "–")})`;
  };
  const rows = [
    ["missing", missingVariables().join(", ") || "–"],
    ["NEXT_PUBLIC_GATEWAY_URL", gatewayUrl],
    [`${gatewayUrl}/health`, await reached(`${gatewayUrl}/health`)],
    ["GOOGLE_ISSUER_URL", issuer],
    [
      `${issuer}/.well-known/openid-configuration`,
      await reached(`${issuer}/.well-known/openid-configuration`),
    ],
  ];
  return (
    <main style={{ padding: 24 }}>
      <h1>{text.diagnose}</h1>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name} style={{ marginBlock: 8 }}>
            <dt style={{ fontWeight: 600 }}>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </main>
  );
}
