import type { MetadataRoute } from "next";

import { SITE_URL } from "@/lib/blog";

export default function robots(): MetadataRoute.Robots {
  return {
    rules: { userAgent: "*", disallow: ["/api/", "/search"] },
    sitemap: new URL("/sitemap.xml", SITE_URL).href,
  };
}
