/* What the frame needs in the browser: Ctrl-K, hidden tabs, the scheme switch, copying. */
const root = document.documentElement;

window.ironstead = {
  /** Tells the frame when the tab is hidden, and when somebody looks for something. */
  attach(frame) {
    if (frame.ironstead) return;
    frame.ironstead = true;
    const seen = () => frame.$server.visible(!document.hidden);
    const keys = (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        frame.$server.find();
      }
    };
    document.addEventListener('visibilitychange', () => frame.isConnected && seen());
    document.addEventListener('keydown', (event) => frame.isConnected && keys(event));
    frame.querySelector('.drawer').addEventListener('click', (event) => {
      if (event.target.closest('a') && frame.querySelector('.drawer').matches(':popover-open')) {
        frame.querySelector('.drawer').hidePopover();
      }
    });
    frame.querySelectorAll('.menu').forEach((menu) =>
      menu.addEventListener('click', (event) => {
        if (event.target.closest('a, button') && menu.matches(':popover-open')) menu.hidePopover();
      }),
    );
    if (document.hidden) seen();
  },

  scheme(wanted) {
    try {
      if (wanted) localStorage.setItem('scheme', wanted);
      else localStorage.removeItem('scheme');
    } catch {
      /* Private windows may forbid it: then the choice lasts as long as the page. */
    }
    if (wanted) root.dataset.scheme = wanted;
    else delete root.dataset.scheme;
  },

  async copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      area.style.position = 'fixed';
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    const words = button.querySelector('.words') ?? button;
    const before = words.textContent;
    if (before !== 'Copied') {
      words.textContent = 'Copied';
      setTimeout(() => (words.textContent = before), 1500);
    }
  },
};
