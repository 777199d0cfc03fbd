package io.ironstead.console.rest;

import io.ironstead.console.certificates.Certificate;
import io.ironstead.console.certificates.CertificateService;
import io.ironstead.console.certificates.CertificateService.UploadResult;
import io.ironstead.console.security.CurrentCaller;
import io.ironstead.console.security.RefusedException;
import io.ironstead.model.SiteName;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Certificates for a site's domains. Keys go in, never out. */
@RestController
@RequestMapping("/api/v1/sites/{site}/certificates")
class CertificatesApi {
    private final CurrentCaller caller;
    private final CertificateService certificates;

    CertificatesApi(CurrentCaller caller, CertificateService certificates) {
        this.caller = caller;
        this.certificates = certificates;
    }

    /** Both as PEM text: the chain in any order, the key without a password. */
    record NewCertificate(String chain, String key) {
        NewCertificate {
            Given.required(chain, "chain");
            Given.required(key, "key");
        }

        @Override
        public String toString() {
            return "NewCertificate[chain=" + chain + "]";
        }
    }

    @GetMapping
    List<Certificate> list(@PathVariable SiteName site) {
        return certificates.list(caller.get(), site);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Certificate upload(@PathVariable SiteName site, @RequestBody NewCertificate given) {
        return switch (certificates.upload(caller.get(), site, given.chain(), given.key())) {
            case UploadResult.Stored(var certificate) -> certificate;
            case UploadResult.Refused(var cause, var advice) -> throw new RefusedException(cause, advice);
        };
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable SiteName site, @PathVariable long id) {
        certificates.delete(caller.get(), site, id);
    }
}
