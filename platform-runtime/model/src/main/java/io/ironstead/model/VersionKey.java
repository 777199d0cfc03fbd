package io.ironstead.model;

/** Names one version of one service of one site: what instances are copies of, and what traffic goes to. */
public record VersionKey(SiteName site, ServiceName service, VersionId version) {

    @Override
    public String toString() {
        return site + "/" + service + "/" + version;
    }
}
