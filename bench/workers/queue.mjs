// Takes what is sent to a queue and forgets it. The runtime reads the answer as JSON.
export default {
  async fetch(/** @type {Request} */ request) {
    await request.arrayBuffer();
    const metrics = { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: 0 };
    return Response.json({ metadata: { metrics } });
  },
};
