import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { languageOf } from "@/i18n";
import { LanguageProvider } from "@/i18n/use-text";
import "@/ui/tokens.css";

export const metadata: Metadata = { title: "LogicSpike", robots: { index: false } };
export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  interactiveWidget: "resizes-content",
};

export default async function Layout({ children }: { children: ReactNode }) {
  const language = languageOf((await headers()).get("accept-language"));
  return (
    <html lang={language}>
      <body>
        <LanguageProvider language={language}>{children}</LanguageProvider>
      </body>
    </html>
  );
}
