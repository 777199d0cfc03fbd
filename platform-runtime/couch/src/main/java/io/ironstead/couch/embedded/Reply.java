package io.ironstead.couch.embedded;

import io.ironstead.couch.embedded.Exchange.ClientGone;
import java.util.Map;

/** Where the answer of one request goes. Each call returns once the bytes have left, or throws {@link ClientGone}. */
interface Reply {

    /** A whole answer; 304 has no body. */
    void whole(int status, String contentType, Map<String, String> more, byte[] body);

    /** Begins an answer of status 200 whose length is not known yet; pieces and {@link #end} follow. */
    void begin(String contentType);

    void piece(byte[] bytes);

    void end();
}
