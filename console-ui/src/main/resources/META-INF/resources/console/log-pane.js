/*
 * <log-pane>: the last lines of a log, at most `most` of them. It follows the end until the reader scrolls up, and
 * filters what it holds. Lines are [time in ms or null, text, is it an error, version and instance or null]; they only
 * ever become text nodes.
 */
const two = (n) => String(n).padStart(2, '0');
const three = (n) => String(n).padStart(3, '0');

function clock(at) {
  const d = new Date(at);
  return two(d.getHours()) + ':' + two(d.getMinutes()) + ':' + two(d.getSeconds()) + '.' + three(d.getMilliseconds());
}

/** Enough of an instance's name to tell it from its siblings. */
const short = (instance) => instance.slice(0, 6);

const origin = (line) => (line[4] ? line[3] + ' ' + short(line[4]) : '');

class LogPane extends HTMLElement {
  #lines = [];
  #shown = null;
  #follow = true;
  #search = '';
  #button = null;
  #count = null;
  #instances = null;
  #instance = '';
  #own = false;

  connectedCallback() {
    if (this.#shown) return;
    const header = document.createElement('header');
    this.#count = document.createElement('span');
    this.#count.textContent = this.getAttribute('caption') ?? '';
    header.append(this.#count);
    if (this.hasAttribute('by-instance')) header.append(this.#instanceField());
    if (this.hasAttribute('searchable')) header.append(this.#searchField());
    this.#button = this.#act('Follow', () => this.#setFollow(!this.#follow));
    this.#button.style.marginLeft = this.hasAttribute('searchable') ? '' : 'auto';
    if (this.hasAttribute('live')) header.append(this.#button);
    const copy = this.#act('Copy', () => {
      navigator.clipboard?.writeText(this.#wanted().map((l) => [origin(l), l[1]].filter(Boolean).join('  ')).join('\n'));
      copy.textContent = 'Copied';
      setTimeout(() => (copy.textContent = 'Copy'), 1500);
    });
    if (!this.hasAttribute('live')) copy.style.marginLeft = 'auto';
    header.append(copy);
    this.#shown = document.createElement('div');
    this.#shown.className = this.hasAttribute('short') ? 'lines short' : 'lines';
    this.#shown.tabIndex = 0;
    this.#shown.setAttribute('role', 'log');
    this.#shown.setAttribute('aria-live', 'off');
    this.#shown.setAttribute('aria-label', this.getAttribute('label') ?? 'Log');
    this.#shown.addEventListener('scroll', () => {
      if (this.#own) {
        this.#own = false;
        return;
      }
      const atEnd = this.#shown.scrollHeight - this.#shown.scrollTop - this.#shown.clientHeight < 24;
      if (atEnd !== this.#follow) this.#setFollow(atEnd);
    });
    this.append(header, this.#shown);
    this.#setFollow(true);
    this.#render();
  }

  caption(text) {
    if (this.#count) this.#count.textContent = text;
  }

  showLines(lines) {
    this.#lines = lines.slice(-this.#most());
    this.#offer(this.#lines);
    this.#render();
  }

  addLines(lines) {
    const wasEmpty = !this.#lines.length;
    this.#lines.push(...lines);
    this.#offer(lines);
    const over = this.#lines.length - this.#most();
    if (wasEmpty || over > 200 || this.#search || this.#instance) {
      if (over > 0) this.#lines.splice(0, over);
      this.#render();
      return;
    }
    if (over > 0) {
      this.#lines.splice(0, over);
      for (let i = 0; i < over; i++) this.#shown.firstChild?.remove();
    }
    this.#shown.append(...lines.map((line) => this.#row(line)));
    this.#toEnd();
  }

  #most() {
    return Number(this.getAttribute('most') ?? 2000);
  }

  #act(text, run) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn bare';
    button.textContent = text;
    button.addEventListener('click', run);
    return button;
  }

  #searchField() {
    const field = document.createElement('input');
    field.type = 'search';
    field.placeholder = 'Filter these lines';
    field.setAttribute('aria-label', 'Filter these lines');
    field.addEventListener('input', () => {
      this.#search = field.value.toLowerCase();
      this.#render();
    });
    return field;
  }

  #instanceField() {
    const field = document.createElement('select');
    field.setAttribute('aria-label', 'Lines of');
    field.append(new Option('All instances', ''));
    this.#instances = field;
    this.#offer(this.#lines);
    this.choose(this.getAttribute('by-instance'));
    field.addEventListener('change', () => this.choose(field.value));
    return field;
  }

  /** Shows the lines of this instance only; '' for all. */
  choose(instance) {
    if (!this.#instances) return;
    if (instance && ![...this.#instances.options].some((option) => option.value === instance)) {
      this.#instances.append(new Option(short(instance), instance));
    }
    this.#instance = instance;
    this.#instances.value = instance;
    this.#render();
  }

  /** Whoever has written one of these lines can be chosen. */
  #offer(lines) {
    if (!this.#instances) return;
    const known = new Set([...this.#instances.options].map((option) => option.value));
    for (const line of lines) {
      if (line[4] && !known.has(line[4])) {
        known.add(line[4]);
        this.#instances.append(new Option(origin(line), line[4]));
      }
    }
  }

  #wanted() {
    const words = (line) => (origin(line) + ' ' + line[1]).toLowerCase();
    return this.#lines.filter(
      (line) =>
        (!this.#instance || line[4] === this.#instance) && (!this.#search || words(line).includes(this.#search)),
    );
  }

  #setFollow(on) {
    this.#follow = on;
    this.#button.setAttribute('aria-pressed', String(on));
    this.#toEnd();
  }

  #toEnd() {
    if (!this.#follow) return;
    const end = this.#shown.scrollHeight - this.#shown.clientHeight;
    if (Math.abs(end - this.#shown.scrollTop) > 1) {
      this.#own = true;
      this.#shown.scrollTop = end;
    }
  }

  #row(line) {
    const [at, text, error, , instance] = line;
    const row = document.createElement('div');
    if (error) row.className = 'err';
    if (at != null) {
      const time = document.createElement('i');
      time.textContent = clock(at);
      time.title = new Date(at).toISOString();
      row.append(time);
    }
    if (instance) {
      const from = document.createElement('b');
      from.textContent = origin(line);
      from.title = instance;
      row.append(from);
    }
    row.append(text);
    return row;
  }

  #render() {
    if (!this.#shown) return;
    const wanted = this.#wanted();
    this.#shown.replaceChildren(...wanted.map((line) => this.#row(line)));
    if (!wanted.length) {
      const none = document.createElement('div');
      none.className = 'none';
      none.textContent = this.#search
        ? 'None of the lines kept here holds this text.'
        : this.#instance
        ? 'None of the lines kept here is of this instance.'
        : (this.getAttribute('empty') ?? 'No line yet.');
      this.#shown.append(none);
    }
    this.#toEnd();
  }
}

if (!customElements.get('log-pane')) customElements.define('log-pane', LogPane);
