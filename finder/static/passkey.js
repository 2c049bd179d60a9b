// Asks the browser for a passkey when its form is sent, and sends what the browser answers with the form.
const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
};

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (list) => (list ?? []).map((credential) => ({ ...credential, id: bytes(credential.id) }));

async function create(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const { response, ...made } = parts(await navigator.credentials.create({ publicKey }));
  return { ...made, response: { ...response, attestationObject: text(made.raw.attestationObject) } };
}

async function get(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: known(options.allowCredentials),
  };
  const { response, ...made } = parts(await navigator.credentials.get({ publicKey }));
  const { authenticatorData, signature, userHandle } = made.raw;
  return {
    ...made,
    response: {
      ...response,
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : undefined,
    },
  };
}

// What both answers have in common; `raw` is not sent, as its buffers are none for JSON.
function parts(credential) {
  const raw = credential.response;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: text(raw.clientDataJSON) },
    raw,
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[type=submit]");
  const answer = form.querySelector(".passkey-answer");
  const ask = { create, get }[form.dataset.passkey];
  button.disabled = !("credentials" in navigator);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    answer.textContent = "";
    try {
      const { raw, ...credential } = await ask(JSON.parse(form.querySelector(".passkey-options").textContent));
      form.elements.passkey.value = JSON.stringify(credential);
      form.submit();
    } catch {
      answer.textContent = form.dataset.failed;
      button.focus();
    }
  });
}
