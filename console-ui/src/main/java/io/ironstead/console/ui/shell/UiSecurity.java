package io.ironstead.console.ui.shell;

import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.security.SignInThrottle;
import io.ironstead.console.tenants.ConsoleUser;
import io.ironstead.console.tenants.UserService;
import io.ironstead.console.ui.shell.GuardedPasswords.TooManyAttempts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;

/** Lets nobody to a page without signing in, and anybody to the style sheets and scripts that sign-in needs. */
@Configuration
class UiSecurity {
    private static final int AFTER_THE_API = 100;

    @Bean
    @Order(AFTER_THE_API)
    SecurityFilterChain pages(HttpSecurity http, SignInLinks links, UserService users) throws Exception {
        http.authorizeHttpRequests(paths -> paths.requestMatchers(
                        "/console-theme/**",
                        "/console/**",
                        "/webjars/**",
                        "/aura/**",
                        "/actuator/health",
                        "/actuator/health/**",
                        "/error")
                .permitAll());
        // The one-time code in the form is a better proof than a CSRF token, so it is looked at first.
        http.addFilterBefore(new SignInLinkFilter(links, users), CsrfFilter.class);
        http.with(
                VaadinSecurityConfigurer.vaadin(),
                vaadin -> vaadin.loginView(LoginView.class)
                        // Addresses that lead nowhere get the error page, not a bare refusal.
                        .anyRequest(AuthorizeHttpRequestsConfigurer.AuthorizedUrl::authenticated));
        http.formLogin(form ->
                form.failureHandler((request, response, failure) -> response.sendRedirect(request.getContextPath()
                        + (failure instanceof TooManyAttempts tooMany
                                ? "/login?wait=" + tooMany.waitSeconds()
                                : "/login?error"))));
        return http.build();
    }

    @Bean
    AuthenticationProvider passwords(UserService users, PasswordEncoder encoder, SignInThrottle throttle) {
        var passwords = new DaoAuthenticationProvider(passwordUsers(users));
        passwords.setPasswordEncoder(encoder);
        return new GuardedPasswords(passwords, throttle);
    }

    /** For the password form: somebody without a password is nobody to it. */
    private static UserDetailsService passwordUsers(UserService users) {
        return name -> {
            var hash = users.passwordHash(name).orElseThrow(() -> new UsernameNotFoundException("No such user"));
            return users.find(name)
                    .map(user -> details(user, hash))
                    .orElseThrow(() -> new UsernameNotFoundException("No such user"));
        };
    }

    static UserDetails details(ConsoleUser user, String hash) {
        return User.withUsername(user.name())
                .password(hash)
                .roles(user.role().name())
                .build();
    }
}
