-- As for the blog's role: a page anywhere on the disk costs hardly more than the next one.
ALTER ROLE logicspike_manager SET random_page_cost = 1.1;
ALTER ROLE logicspike_gateway SET random_page_cost = 1.1;
