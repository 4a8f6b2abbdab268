/** @type {import("next").NextConfig} */
export default {
  // The optimiser would want a program of its own; pictures are the writers' and come as they are.
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: import.meta.dirname },
};
