package io.ironstead.services.api;

import io.ironstead.services.ApiResult;
import io.ironstead.services.RpcCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How the calls of one server ended since it started. */
public final class CallCounts {
    private final LongAdder answered = new LongAdder();
    private final LongAdder applicationErrors = new LongAdder();
    private final Map<RpcCode, LongAdder> rpcErrors = new EnumMap<>(RpcCode.class);

    CallCounts() {
        for (var code : RpcCode.values()) {
            rpcErrors.put(code, new LongAdder());
        }
    }

    void count(ApiResult result) {
        switch (result) {
            case ApiResult.Answered _ -> answered.increment();
            case ApiResult.ApplicationError _ -> applicationErrors.increment();
            case ApiResult.RpcError error -> of(error.code()).increment();
        }
    }

    private LongAdder of(RpcCode code) {
        var adder = rpcErrors.get(code);
        if (adder == null) {
            throw new IllegalStateException("Every code has a counter");
        }
        return adder;
    }

    public long answered() {
        return answered.sum();
    }

    public long applicationErrors() {
        return applicationErrors.sum();
    }

    public long rpcErrors(RpcCode code) {
        return of(code).sum();
    }
}
