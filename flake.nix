{
  description = "Markdown in, bound books out: an EPUB 3 and a typeset, tagged PDF from one program";

  # A channel whose Rust is at least that of `rust-version` in Cargo.toml.
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      # Name and version stand in Cargo.toml alone.
      manifest = (builtins.fromTOML (builtins.readFile ./Cargo.toml)).package;
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = manifest.name;
          version = manifest.version;
          src = self;
          cargoLock.lockFile = ./Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The tests ask for fonts and validators of a whole system; they run where releases are made.
          doCheck = false;
          postInstall = ''
            $out/bin/bindery man > bindery.1
            for shell in bash zsh fish; do $out/bin/bindery completions $shell > bindery.$shell; done
            installManPage bindery.1
            installShellCompletion bindery.bash --zsh --name _bindery bindery.zsh bindery.fish
          '';
          meta = {
            description = manifest.description;
            homepage = manifest.repository;
            license = [ pkgs.lib.licenses.mit pkgs.lib.licenses.asl20 pkgs.lib.licenses.ofl ];
            mainProgram = "bindery";
          };
        };
      });
    };
}
