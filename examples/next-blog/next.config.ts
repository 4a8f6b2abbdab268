import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

/** Pictures and videos may come from anywhere that a writer chose; everything else is ours. */
const policy = [
  "default-src 'self'",
  "img-src * data:",
  "frame-src https://www.youtube-nocookie.com",
  `script-src 'self' 'unsafe-inline'${process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : ""}`,
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

const config: NextConfig = {
  cacheComponents: true,
  partialPrefetching: false,
  poweredByHeader: false,
  turbopack: { root: fileURLToPath(new URL(".", import.meta.url)) },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "content-security-policy", value: policy },
        { key: "referrer-policy", value: "strict-origin-when-cross-origin" },
        { key: "x-content-type-options", value: "nosniff" },
      ],
    },
  ],
};

export default config;
