import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { directionOf, localeOf } from "@/i18n";
import { requestLanguage } from "@/i18n/server";
import { LanguageProvider } from "@/i18n/use-text";
import "@/ui/tokens.css";

export const metadata: Metadata = { title: "LogicSpike", robots: { index: false } };
export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  interactiveWidget: "resizes-content",
};

export default async function Layout({ children }: { children: ReactNode }) {
  const language = await requestLanguage();
  return (
    <html lang={localeOf(language)} dir={directionOf(language)}>
      <body>
        <LanguageProvider language={language}>{children}</LanguageProvider>
      </body>
    </html>
  );
}
