package io.ironstead.console.load;

import io.ironstead.model.NodeId;
import io.ironstead.model.SiteName;

/** Whose load it is. */
public sealed interface Subject {

    /** The name it is stored under; never longer than 80 characters. */
    String key();

    record Everything() implements Subject {
        @Override
        public String key() {
            return "all";
        }
    }

    record OfSite(SiteName site) implements Subject {
        @Override
        public String key() {
            return "site:" + site;
        }
    }

    /** What is read in a site's datastore: calls as requests. */
    record OfReads(SiteName site) implements Subject {
        @Override
        public String key() {
            return "reads:" + site;
        }
    }

    /** What is written in a site's datastore: commits as requests, and how long they took. */
    record OfCommits(SiteName site) implements Subject {
        @Override
        public String key() {
            return "commits:" + site;
        }
    }

    record OfMachine(NodeId node) implements Subject {
        @Override
        public String key() {
            return "machine:" + node;
        }
    }
}
