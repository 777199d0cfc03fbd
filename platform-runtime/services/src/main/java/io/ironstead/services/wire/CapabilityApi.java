package io.ironstead.services.wire;

import com.google.appengine.api.capabilities.CapabilitiesPb.CapabilityConfig;
import com.google.appengine.api.capabilities.CapabilityServicePb.IsEnabledRequest;
import com.google.appengine.api.capabilities.CapabilityServicePb.IsEnabledResponse;
import com.google.appengine.api.capabilities.CapabilityServicePb.IsEnabledResponse.SummaryStatus;
import io.ironstead.services.ApiCall;
import io.ironstead.services.Capabilities;
import io.ironstead.services.Capabilities.State;
import java.util.List;

/** {@code capability_service}: whether calls to a service would be served now. */
public final class CapabilityApi extends ProtoService {
    private static final int ASKED_MAX = 100;

    private final Capabilities capabilities;

    public CapabilityApi(Capabilities capabilities) {
        super("capability_service");
        this.capabilities = capabilities;
        on("IsEnabled", IsEnabledRequest.parser(), this::isEnabled);
    }

    private IsEnabledResponse isEnabled(ApiCall call, IsEnabledRequest request) {
        var asked = request.getCapabilityCount() == 0 ? List.of("*") : List.copyOf(request.getCapabilityList());
        var response = IsEnabledResponse.newBuilder();
        var worst = State.ENABLED;
        for (var capability : asked.subList(0, Math.min(asked.size(), ASKED_MAX))) {
            var state = capabilities.state(call.caller().site(), request.getPackage(), capability);
            worst = worse(worst, state);
            response.addConfigBuilder()
                    .setPackage(request.getPackage())
                    .setCapability(capability)
                    .setStatus(
                            switch (state) {
                                case ENABLED -> CapabilityConfig.Status.ENABLED;
                                case DISABLED -> CapabilityConfig.Status.DISABLED;
                                case UNKNOWN -> CapabilityConfig.Status.UNKNOWN;
                            });
        }
        return response.setSummaryStatus(
                        switch (worst) {
                            case ENABLED -> SummaryStatus.ENABLED;
                            case DISABLED -> SummaryStatus.DISABLED;
                            case UNKNOWN -> SummaryStatus.UNKNOWN;
                        })
                .build();
    }

    private static State worse(State one, State other) {
        if (one == State.UNKNOWN || other == State.UNKNOWN) {
            return State.UNKNOWN;
        }
        return one == State.DISABLED ? one : other;
    }
}
