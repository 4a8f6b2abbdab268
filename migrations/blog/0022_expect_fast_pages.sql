-- A page anywhere on the disk costs hardly more than the next one: Neon's pages are read over a network or are in memory,
-- as those of solid disks are. By PostgreSQL's default of 4, made for turning disks, a small table of all tenants is read
-- whole rather than by its index.
ALTER ROLE logicspike_blog SET random_page_cost = 1.1;
