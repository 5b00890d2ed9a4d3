// From the text of a code to what it says, and whether it is to be believed. Mirrors payload.py; knows no page.
const MARK = 'GT1:';
const LONGEST = 2000;
const CONTEXT = new TextEncoder().encode('guantong offline certificate 1\0');
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SIGNATURE = 64;

const bare = text => text.replace(/\s+/g, '').toUpperCase();
const isPayload = text => bare(text).startsWith(MARK);
const hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
const fromHex = text => Uint8Array.from(text.match(/../g), pair => parseInt(pair, 16));

class Unreadable extends Error {}
class NoCryptography extends Error {}

function fromBase32(code) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of code) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new Unreadable();
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  if (held || bits >= 5) throw new Unreadable(); // one text for one content
  return Uint8Array.from(bytes);
}

/** The few parts of CBOR that a payload has: a list of bytes, texts, whole numbers and truth values. */
function fromCbor(bytes) {
  let at = 0;
  const next = count => {
    if (at + count > bytes.length) throw new Unreadable();
    at += count;
    return bytes.subarray(at - count, at);
  };
  const size = info => {
    if (info < 24) return info;
    if (info > 26) throw new Unreadable();
    const count = 1 << (info - 24);
    const value = next(count).reduce((sum, byte) => sum * 256 + byte, 0);
    if (value < [24, 256, 65536][info - 24]) throw new Unreadable();
    return value;
  };
  const item = () => {
    const [first] = next(1);
    const info = first & 31;
    switch (first >> 5) {
      case 0: return size(info);
      case 2: return next(size(info)).slice();
      case 3: return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(next(size(info)));
      case 7: if (info === 20 || info === 21) return info === 21;
    }
    throw new Unreadable();
  };
  const [head] = next(1);
  if (head !== 0x8b) throw new Unreadable(); // a list of eleven
  const list = Array.from({length: 11}, item);
  if (at !== bytes.length) throw new Unreadable();
  return list;
}

function wordsOf(signed) {
  const [hint, kind, number, name, title, level, authority, ...rest] = fromCbor(signed);
  const [acquired, issued, signedOn, demonstration] = rest;
  const texts = [number, name, title, level, authority];
  if (
    !(hint instanceof Uint8Array) || hint.length !== 4 || (kind !== 0 && kind !== 1) ||
    !texts.every(text => typeof text === 'string') || typeof demonstration !== 'boolean' ||
    ![acquired, issued, signedOn].every(days => Number.isInteger(days) && days < 2932897)
  ) throw new Unreadable();
  const words = {kind: kind ? 'skill' : 'title', number, name, title, level, authority, acquired, issued, signedOn, demonstration};
  return {hint: hex(hint), words};
}

/** Ed25519 by the browser, or by the program that comes with the page where the browser has none. */
async function verifies(key, signature, message) {
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if (!subtle) throw new NoCryptography();
  let imported;
  try {
    imported = await subtle.importKey('raw', key, {name: 'Ed25519'}, false, ['verify']);
  } catch {
    return ed25519.verifyAsync(signature, message, key, {zip215: false});
  }
  return subtle.verify({name: 'Ed25519'}, imported, signature, message);
}

/** What a text is: {reason, detail} and, of an intact one only, {words, key}. */
async function examine(text, keys) {
  let hint, words, signed, signature;
  try {
    const code = bare(text);
    if (!code.startsWith(MARK) || code.length > LONGEST) throw new Unreadable();
    const data = fromBase32(code.slice(MARK.length));
    if (data.length <= SIGNATURE) throw new Unreadable();
    signed = data.subarray(0, -SIGNATURE);
    signature = data.subarray(-SIGNATURE);
    ({hint, words} = wordsOf(signed));
  } catch {
    return {reason: 'offline_unreadable', detail: {}};
  }
  const candidates = keys.filter(key => key.hint === hint);
  if (!candidates.length) return {reason: 'offline_key_unknown', detail: {key: hint}};
  const message = new Uint8Array([...CONTEXT, ...signed]);
  for (const key of candidates) {
    if (!(await verifies(fromHex(key.public), signature, message))) continue;
    if (key.distrusted) return {reason: 'key_distrusted', detail: {key: key.id}};
    if (words.signedOn < key.first || words.signedOn > key.last)
      return {reason: 'key_period', detail: {key: key.id, day: isoDay(words.signedOn)}};
    return {reason: 'offline_intact', detail: {owner: key.owner}, words, key};
  }
  return {reason: 'offline_broken', detail: {}};
}

const isoDay = days => new Date(days * 86400000).toISOString().slice(0, 10);
