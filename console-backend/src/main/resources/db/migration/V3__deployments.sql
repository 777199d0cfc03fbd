-- What runs is asked for every second; a site's history is kept short by the console itself.
create index deployment_of_state on deployment (state, id);
