//! Images that are no files: within their own address (`data:`), or on the web.
//!
//! In: their addresses, in the order of the text. Out: what became of each, for `transform`, and the resources. The web
//! is asked through the loader, and not at all without a way there; then its images stay links.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::hash::Fnv128;
use crate::resource::{self, Resource, Resources, Unfit, data_url};
use crate::source::{Fetched, Limits, Loader, normal};
use crate::transform::{self, Missing, Pictures};
use crate::url;

/// The folders that the command line names go before all others; they lie in the book's folder, as every image does.
pub(super) fn add_folders(
    config: &Config,
    loader: &Loader,
    root: &Path,
    site: &mut transform::Site,
    diagnostics: &mut Diagnostics,
) {
    let mut folders = Vec::new();
    for folder in &config.resource_path {
        let folder = normal(folder);
        match folder.strip_prefix(root) {
            Ok(_) if !loader.is_folder(&folder) => {
                let message = format!("`{}`, which `--resource-path` names, is no folder", folder.display());
                let hint = "images are looked for elsewhere alone";
                diagnostics.push(Diagnostic::new(Code::MissingImage, message).hint(hint));
            }
            Ok(below) => folders.push(below.to_string_lossy().replace('\\', "/")),
            Err(_) => {
                let message = format!("the folder `{}` of images lies outside the book's folder", folder.display());
                let hint = "name a folder that holds both with `--root`";
                diagnostics.push(Diagnostic::new(Code::OutsideBook, message).hint(hint));
            }
        }
    }
    site.image_folders.splice(0..0, folders);
}

/// Gets all of them.
pub(super) fn gather(addresses: &[String], loader: &Loader, diagnostics: &mut Diagnostics) -> (Pictures, Resources) {
    let mut pictures = Pictures::new();
    let mut resources = Resources::default();
    for address in addresses.iter().filter(|address| data_url::is_data_url(address)) {
        let found = of_data_url(address, loader.limits(), &mut resources);
        let missing = |Unfit { code, reason, hint }| Missing { code, reason, hint: resource::with_stand_in(hint) };
        pictures.insert(address.clone(), found.map_err(missing));
    }
    let is_on_web = |address: &&String| matches!(url::scheme(address).as_deref(), Some("http" | "https"));
    // A fragment is no part of what a server is asked for (RFC 9110, section 7.1).
    let asked: BTreeMap<&String, &str> = addresses
        .iter()
        .filter(is_on_web)
        .map(|address| (address, address.split('#').next().unwrap_or_default()))
        .collect();
    let mut seen = BTreeSet::new();
    let each_once = addresses.iter().filter_map(|address| asked.get(address)).filter(|asked| seen.insert(**asked));
    let each_once: Vec<String> = each_once.map(|asked| (*asked).to_owned()).collect();
    if each_once.is_empty() {
        return (pictures, resources);
    }
    let Some(Fetched { found, unkept }) = loader.fetch(&each_once) else { return (pictures, resources) };
    if let Some(unkept) = unkept {
        // The book has its pictures; only the next build is slower, or without them.
        let message = format!("fetched pictures {}", unkept.reason);
        let finding = Diagnostic { severity: Severity::Note, ..Diagnostic::new(Code::RemoteImage, message) };
        diagnostics.push(unkept.hint.into_iter().fold(finding, Diagnostic::hint));
    }
    let found: BTreeMap<String, Result<String, Missing>> = each_once
        .into_iter()
        .zip(found)
        .map(|(address, found)| {
            let missing = |reason, hint: Option<String>| {
                let advice = hint.map(|hint| format!("{hint}; ")).unwrap_or_default();
                Missing { code: Code::RemoteImage, reason, hint: format!("{advice}a link stands for it") }
            };
            let found = match found {
                Ok(bytes) => resource::from_bytes_within(&address, bytes, loader.limits())
                    .map(|resource| put(resource, &mut resources))
                    .map_err(|Unfit { reason, hint, .. }| missing(reason, Some(hint.to_owned()))),
                Err(error) => Err(missing(error.reason, error.hint)),
            };
            (address, found)
        })
        .collect();
    for (address, asked) in asked {
        if let Some(found) = found.get(asked) {
            pictures.insert(address.clone(), found.clone());
        }
    }
    (pictures, resources)
}

/// The path of an image within its own address, which it is put under.
pub(super) fn of_data_url(address: &str, limits: &Limits, resources: &mut Resources) -> Result<String, Unfit> {
    let resource = data_url::decode(address).and_then(|bytes| embedded(bytes, limits, resources))?;
    Ok(put(resource, resources))
}

/// An image within its own address, called by its bytes: equal ones are one resource.
fn embedded(bytes: Vec<u8>, limits: &Limits, others: &Resources) -> Result<Resource, Unfit> {
    let mut hash = Fnv128::default();
    hash.bytes(&bytes);
    let mut resource = resource::from_bytes_within("", bytes, limits)?;
    let stem = format!("data://data-{:032x}", hash.finish());
    let extension = resource.media_type.extension();
    resource.path = format!("{stem}.{extension}");
    // The hash is no defense against two images that were made to have the same.
    let mut count = 1;
    while others.get(&resource.path).is_some_and(|other| other.bytes != resource.bytes) {
        count += 1;
        resource.path = format!("{stem}-{count}.{extension}");
    }
    Ok(resource)
}

fn put(resource: Resource, resources: &mut Resources) -> String {
    let path = resource.path.clone();
    resources.insert(resource);
    path
}
