package io.ironstead.services;

import io.ironstead.datastore.Problem;

/** A service whose calls belong to the node that leads the caller's site's data. */
public interface LedService extends ApiService {

    /** What a program is told when no node serves its call. */
    ApiResult refused(Problem problem);
}
