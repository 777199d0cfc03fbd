package io.ironstead.console.ui.kit;

import io.ironstead.console.fleet.FleetSnapshot.Placed;
import io.ironstead.model.SiteName;
import io.ironstead.model.control.InstanceReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tables of running instances, on a machine and of a site. */
public final class InstanceColumns {
    private InstanceColumns() {}

    /** What runs on one machine. */
    public static Rows<InstanceReport> onMachine(Function<SiteName, String> siteAddress) {
        return new Rows<InstanceReport>("Instances", one -> one.id().value())
                .one(
                        "Site",
                        "",
                        "key",
                        one -> new Part.Go(
                                one.version().site().value(),
                                siteAddress.apply(one.version().site())))
                .one("Version", "", "sub", one -> Part.say(version(one)))
                .one("State", "", "sub", InstanceColumns::state)
                .one("Memory", "", "num main", one -> Part.say(Quantity.bytes(one.memoryBytes())))
                .one(
                        "Processor",
                        "cpu",
                        "num sub",
                        one -> Part.say(Quantity.percent(one.processor()).toString()))
                .one("Now", "requests now", "num sub", one -> Part.say(Quantity.count(one.running())))
                .one("Served", "served", "num sub", one -> Part.say(Quantity.count(one.served())))
                .one(
                        "Instance",
                        "",
                        "sub desk least",
                        one -> new Part.Say(one.id().value(), "", "l"));
    }

    /** What runs of one site; without machines for tenants. */
    public static Rows<Placed> ofSite(
            boolean withMachine,
            Supplier<Instant> now,
            Function<InstanceReport, String> logAddress,
            Consumer<InstanceReport> restart) {
        var rows = new Rows<Placed>("Instances", one -> one.instance().id().value())
                .one("Version", "", "key", one -> new Part.Say(version(one.instance()), "", "strong"))
                .one("State", "", "sub", one -> state(one.instance()))
                .one(
                        "For",
                        "for",
                        "num sub",
                        one -> Part.say(
                                Quantity.age(Duration.between(one.instance().since(), now.get()))))
                .one(
                        "Memory",
                        "",
                        "num main",
                        one -> Part.say(Quantity.bytes(one.instance().memoryBytes())))
                .one(
                        "Processor",
                        "cpu",
                        "num sub",
                        one -> Part.say(
                                Quantity.percent(one.instance().processor()).toString()))
                .one(
                        "Requests now",
                        "requests now",
                        "num sub",
                        one -> Part.say(Quantity.count(one.instance().running())))
                .one(
                        "Served",
                        "served",
                        "num sub",
                        one -> Part.say(Quantity.count(one.instance().served())));
        rows.one(
                "Log",
                "",
                "sub",
                one -> new Part.Go(LogPane.shortName(one.instance().id()), logAddress.apply(one.instance())));
        if (withMachine) {
            rows.one("Machine", "on", "sub", one -> Part.say(one.node().value()));
        }
        return rows.column(
                "",
                "",
                "acts sub",
                one -> List.of(
                        new Part.Do("Restart", one.instance().id().value(), () -> restart.accept(one.instance()))));
    }

    private static String version(InstanceReport one) {
        var service = one.version().service().value();
        var version = one.version().version().value();
        return service.equals("default") ? version : service + " " + version;
    }

    private static Part state(InstanceReport one) {
        return switch (one.state()) {
            case STARTING -> new Part.Sign(Icon.RUN, "Starting", "m");
            case READY -> new Part.Sign(Icon.CHECK, "Ready", "m");
            case STOPPING -> new Part.Sign(Icon.MOON, "Stopping", "m");
            case BACKING_OFF ->
                new Part.Sign(Icon.BAD, one.why().isBlank() ? "Crashed, starts again" : one.why(), "bad");
        };
    }
}
