package io.ironstead.console.ui.sites;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.component.upload.Upload;
import com.vaadin.flow.component.upload.UploadFormat;
import com.vaadin.flow.server.streams.DownloadEvent;
import com.vaadin.flow.server.streams.DownloadHandler;
import io.ironstead.console.datastore.EntityTransfer;
import io.ironstead.console.security.Caller;
import io.ironstead.console.security.RefusedException;
import io.ironstead.console.ui.kit.Act;
import io.ironstead.console.ui.kit.Icon;
import io.ironstead.console.ui.kit.Toast;
import io.ironstead.console.ui.kit.Words;
import io.ironstead.model.SiteName;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** A site's entities as a file: the link that exports them, the place where one is dropped, and how far they are. */
final class EntityFiles {
    /** Pages hear of progress this often at most. */
    private static final long TELL_NANOS = 250_000_000;

    private final EntityTransfer transfer;
    private final Caller caller;
    private final SiteName site;
    private final Runnable imported;
    private final ProgressBar bar = new ProgressBar();
    private final Span words = Words.quiet("");
    private final Div progress = new Div(words, bar);

    /** @param imported the site's data has changed */
    EntityFiles(EntityTransfer transfer, Caller caller, SiteName site, Runnable imported) {
        this.transfer = transfer;
        this.caller = caller;
        this.site = site;
        this.imported = imported;
        progress.setClassName("progress");
        progress.getElement().setAttribute("role", "status");
        progress.setVisible(false);
    }

    /** How far the transfer is; invisible until one begins. */
    Component progress() {
        return progress;
    }

    Anchor export() {
        DownloadHandler handler = this::write;
        var link = new Anchor(handler, "Export");
        link.setClassName("btn");
        return link;
    }

    private void write(DownloadEvent event) throws IOException {
        event.setFileName(site + ".entities.ndjson");
        event.setContentType("application/x-ndjson");
        var counted = new AtomicLong();
        var telling = new Telling("Exporting");
        try {
            transfer.export(caller, site).writeTo(event.getOutputStream(), (done, all) -> {
                counted.set(done);
                telling.at(done, 0);
            });
            ended(count(counted.get()) + " exported.");
        } catch (RefusedException refused) {
            ended("");
            tell(() -> Toast.alert("The export broke off after " + count(counted.get()) + ". " + refused.getMessage()));
            // What was sent so far lacks its last line, so imports refuse it; the browser sees a failed download.
            throw new IOException("The export broke off", refused);
        }
    }

    Upload upload() {
        var upload = new Upload();
        upload.setUploadHandler(event -> {
            try (var file = event.getInputStream()) {
                long read = transfer.load(caller, site, file, new Telling("Importing"));
                ended(count(read) + " imported.");
                tell(imported);
            } catch (RefusedException refused) {
                ended("");
                tell(() -> Toast.alert(refused.getMessage() + " " + refused.advice()));
            }
            // The next file may have the same name.
            tell(upload::clearFileList);
        });
        upload.setUploadFormat(UploadFormat.RAW);
        upload.setMaxFiles(1);
        upload.setAcceptedFileExtensions(".ndjson");
        upload.getElement().setAttribute("aria-label", "Exported entities");
        upload.setUploadButton(Act.plain(Icon.UP, "Choose a file", () -> {}));
        upload.setDropLabel(Words.quiet("or drop it here: a file that was exported from a site"));
        upload.setDropLabelIcon(new Span());
        upload.addFileRejectedListener(rejected -> Toast.alert("That is no .ndjson file of an export."));
        return upload;
    }

    private static String count(long entities) {
        return String.format(Locale.ROOT, "%,d %s", entities, entities == 1 ? "entity" : "entities");
    }

    private final class Telling implements EntityTransfer.Progress {
        private final String deed;
        private long toldNanos = System.nanoTime() - TELL_NANOS;

        Telling(String deed) {
            this.deed = deed;
        }

        @Override
        public void at(long done, long all) {
            if (System.nanoTime() - toldNanos < TELL_NANOS) {
                return;
            }
            toldNanos = System.nanoTime();
            tell(() -> {
                words.setText(deed + ": " + count(done) + (all > 0 ? String.format(Locale.ROOT, " of %,d", all) : ""));
                bar.setVisible(true);
                bar.setIndeterminate(all == 0);
                bar.setValue(all == 0 ? 0 : Math.min(1.0, (double) done / all));
                progress.setVisible(true);
            });
        }
    }

    private void ended(String sentence) {
        tell(() -> {
            words.setText(sentence);
            bar.setVisible(false);
            progress.setVisible(!sentence.isEmpty());
        });
    }

    private void tell(Runnable news) {
        progress.getUI().ifPresent(ui -> ui.access(news::run));
    }
}
