// A Worker with somebody between it and its module, who can be told things.

import { between } from "./armed.mjs";
// @ts-expect-error It lies beside this file when it runs.
import worker from "./index.js";

export default {
  /** @param {Request} request @param {unknown} env @param {unknown} context */
  fetch(request, env, context) {
    switch (request.headers.get("x-between")) {
      case "trap":
        between.isArmed = true;
        break;
      case "crossings":
        return Response.json(between.crossings);
      case "bytes":
        return Response.json(between.bytes());
    }
    return worker.fetch(request, env, context);
  },
};
