package io.ironstead.javahost;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** The request as the visitor sent it; what the platform said of it is kept aside for the API. */
final class VisitorRequest extends Request.Wrapper {
    private final HttpFields platform;
    private final HttpFields headers;
    private final HttpURI uri;
    private final ConnectionMetaData connection;
    private volatile @Nullable ApiRequest api;

    VisitorRequest(Request request) {
        super(request);
        platform = request.getHeaders();
        var kept = HttpFields.build();
        platform.stream()
                .filter(field -> !PlatformRequests.isPrivate(field.getName()))
                .forEach(kept::add);
        headers = kept.asImmutable();
        boolean https = "on".equals(platform.get("X-AppEngine-Https"));
        uri = https
                ? HttpURI.build(request.getHttpURI()).scheme(HttpScheme.HTTPS).asImmutable()
                : request.getHttpURI();
        var address = platform.get("X-AppEngine-User-IP");
        connection = new VisitorConnection(request.getConnectionMetaData(), https, address);
    }

    /** All headers, the private ones too. */
    HttpFields platformHeaders() {
        return platform;
    }

    /** Null until the WAR's API has been told of this request. */
    @Nullable
    ApiRequest api() {
        return api;
    }

    void api(ApiRequest opened) {
        api = opened;
    }

    @Override
    public HttpFields getHeaders() {
        return headers;
    }

    @Override
    public HttpURI getHttpURI() {
        return uri;
    }

    @Override
    public boolean isSecure() {
        return connection.isSecure();
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
        return connection;
    }

    private static final class VisitorConnection extends ConnectionMetaData.Wrapper {
        private final boolean https;
        private final @Nullable String address;

        VisitorConnection(ConnectionMetaData connection, boolean https, @Nullable String address) {
            super(connection);
            this.https = https;
            this.address = address;
        }

        @Override
        public boolean isSecure() {
            return https || super.isSecure();
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return address == null ? super.getRemoteSocketAddress() : InetSocketAddress.createUnresolved(address, 0);
        }
    }
}
