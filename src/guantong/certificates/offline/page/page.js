// What a person sees and does. Texts come from BAKED.words and BAKED.findings; nothing of a code is ever read as HTML.
const byId = id => document.getElementById(id);
let language = 'zh';
let last = null; // {say} for a message, or an examination
let looking = 0;
let stream = null;

const say = (id, detail = {}) => fill(BAKED.words[id][language], detail);
const fill = (text, detail) => text.replace(/\{(\w+)\}/g, (whole, name) => detail[name] ?? whole);
const day = days => {
  const date = new Date(days * 86400000);
  const [year, month, number] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  if (language === 'zh') return `${year}年${month}月${number}日`;
  return date.toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC'});
};

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function speak() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const place of document.querySelectorAll('[data-say]')) place.textContent = say(place.dataset.say, {day: day(BAKED.made)});
  for (const place of document.querySelectorAll('[data-name]')) place.setAttribute('aria-label', say(place.dataset.name));
  byId('language').lang = language === 'zh' ? 'en' : 'zh-CN';
  byId('key-rows').replaceChildren(...BAKED.keys.map(key => {
    const row = document.createElement('tr');
    const period = `${day(key.first)}${language === 'zh' ? '' : ' '}${say('until')}${language === 'zh' ? '' : ' '}${day(key.last)}`;
    const cells = [key.id, key.owner, key.distrusted ? `${period} · ${say('distrusted')}` : period, key.fingerprint];
    row.append(...cells.map(cell => element('td', cell)));
    return row;
  }));
  if (last) answer(last);
}

const SIGNS = {intact: '✓', changed: '✕', not_issued_here: '✕', unreadable: '?'};

function answer(found) {
  last = found;
  const parts = [];
  if (found.say) {
    parts.push(element('p', say(found.say), 'notice'));
  } else {
    const reason = BAKED.findings[found.reason];
    const verdict = element('p', '', `verdict verdict--${reason.state}`);
    const sign = element('span', SIGNS[reason.state]);
    sign.setAttribute('aria-hidden', 'true');
    verdict.append(sign, element('span', fill(reason[language], found.detail)));
    parts.push(verdict);
  }
  if (found.words) parts.push(...lines(found.words, found.key));
  byId('answer').replaceChildren(...parts);
  byId('result').hidden = false;
}

function lines(words, key) {
  const parts = [element('p', say('compare'))];
  if (words.demonstration) parts.push(element('p', say('demonstration'), 'notice'));
  const facts = document.createElement('dl');
  const rows = [
    ['person', words.name, 'large'], ['certificate_title', words.title, 'large'], ['level', words.level],
    ['number', words.number], ['kind', say(`kind_${words.kind}`)], ['authority', words.authority],
    ['acquired', day(words.acquired)], ['issued', day(words.issued)], ['signed', day(words.signedOn)],
    ['key', `${key.id} · ${key.owner}`],
  ];
  for (const [id, value, className] of rows) facts.append(element('dt', say(id)), element('dd', value, className));
  parts.push(facts);
  return parts;
}

async function check(text) {
  let found;
  try {
    found = await examine(text, BAKED.keys);
  } catch (error) {
    if (!(error instanceof NoCryptography)) throw error;
    found = {say: 'no_cryptography'};
  }
  answer(found);
  byId('result').focus();
}

// --- pictures ---

/** The texts of all QR codes in a canvas, by the browser or by the program that comes with the page. */
async function codesIn(canvas) {
  const texts = [];
  if ('BarcodeDetector' in globalThis) {
    try {
      const detector = new globalThis.BarcodeDetector({formats: ['qr_code']});
      texts.push(...(await detector.detect(canvas)).map(code => code.rawValue));
    } catch { /* some browsers name it and cannot do it */ }
  }
  if (!texts.some(isPayload)) {
    const image = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const [found] = await decodeQRBatch([image], {maxSize: {width: image.width, height: image.height}});
    texts.push(...found.filter(text => typeof text === 'string'));
  }
  return texts;
}

function drawn(source, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function checkPicture(file) {
  answer({say: 'reading'});
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return answer({say: 'no_picture'});
  }
  const {width, height} = bitmap;
  const sizes = [1600, 3200].filter((size, i) => !i || Math.max(width, height) > 1600);
  let texts = [];
  for (const size of sizes) {
    texts = await codesIn(drawn(bitmap, width, height, size));
    const payload = texts.find(isPayload);
    if (payload) return check(payload);
  }
  return answer({say: texts.length ? 'other_code' : 'no_code'});
}

// --- camera ---

async function openCamera() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({video: {facingMode: 'environment', width: {ideal: 1280}}});
  } catch {
    return answer({say: 'camera_refused'});
  }
  const video = byId('video');
  video.srcObject = stream;
  byId('viewfinder').hidden = false;
  byId('stop').focus();
  await video.play();
  const turn = ++looking;
  while (turn === looking) {
    if (video.videoWidth) {
      const texts = await codesIn(drawn(video, video.videoWidth, video.videoHeight, 1280));
      const payload = texts.find(isPayload);
      if (payload && turn === looking) {
        closeCamera();
        return check(payload);
      }
    }
    await new Promise(resolve => setTimeout(resolve, 150));
  }
}

function closeCamera() {
  looking++;
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  byId('video').srcObject = null;
  byId('viewfinder').hidden = true;
}

byId('language').addEventListener('click', () => {
  language = language === 'zh' ? 'en' : 'zh';
  speak();
});
byId('typed').addEventListener('submit', event => {
  event.preventDefault();
  check(byId('text').value);
});
byId('picture').addEventListener('change', event => {
  const [file] = event.target.files;
  event.target.value = '';
  if (file) checkPicture(file);
});
byId('camera').addEventListener('click', openCamera);
byId('stop').addEventListener('click', () => {
  closeCamera();
  byId('camera').focus();
});
const canFilm = Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
byId('camera').hidden = !canFilm;
byId('no-camera').hidden = canFilm;
byId('demonstration').hidden = !BAKED.keys.some(key => key.test);
speak();
