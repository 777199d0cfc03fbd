/*
 * <log-pane>: the last lines of a log, at most `most` of them. It follows the end until the reader scrolls up, and
 * filters what it holds. Lines are [time in ms or null, text, is it an error]; they only ever become text nodes.
 */
const two = (n) => String(n).padStart(2, '0');
const three = (n) => String(n).padStart(3, '0');

function clock(at) {
  const d = new Date(at);
  return two(d.getHours()) + ':' + two(d.getMinutes()) + ':' + two(d.getSeconds()) + '.' + three(d.getMilliseconds());
}

class LogPane extends HTMLElement {
  #lines = [];
  #shown = null;
  #follow = true;
  #search = '';
  #button = null;
  #count = null;
  #own = false;

  connectedCallback() {
    if (this.#shown) return;
    const header = document.createElement('header');
    this.#count = document.createElement('span');
    this.#count.textContent = this.getAttribute('caption') ?? '';
    header.append(this.#count);
    if (this.hasAttribute('searchable')) header.append(this.#searchField());
    this.#button = this.#act('Follow', () => this.#setFollow(!this.#follow));
    this.#button.style.marginLeft = this.hasAttribute('searchable') ? '' : 'auto';
    if (this.hasAttribute('live')) header.append(this.#button);
    const copy = this.#act('Copy', () => {
      navigator.clipboard?.writeText(this.#lines.map((l) => l[1]).join('\n'));
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
    this.#render();
  }

  addLines(lines) {
    const wasEmpty = !this.#lines.length;
    this.#lines.push(...lines);
    const over = this.#lines.length - this.#most();
    if (wasEmpty || over > 200 || this.#search) {
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

  #row([at, text, error]) {
    const row = document.createElement('div');
    if (error) row.className = 'err';
    if (at != null) {
      const time = document.createElement('i');
      time.textContent = clock(at);
      time.title = new Date(at).toISOString();
      row.append(time);
    }
    row.append(text);
    return row;
  }

  #render() {
    if (!this.#shown) return;
    const wanted = this.#lines.filter((line) => !this.#search || line[1].toLowerCase().includes(this.#search));
    this.#shown.replaceChildren(...wanted.map((line) => this.#row(line)));
    if (!wanted.length) {
      const none = document.createElement('div');
      none.className = 'none';
      none.textContent = this.#search
        ? 'None of the lines kept here holds this text.'
        : (this.getAttribute('empty') ?? 'No line yet.');
      this.#shown.append(none);
    }
    this.#toEnd();
  }
}

if (!customElements.get('log-pane')) customElements.define('log-pane', LogPane);
