#!/bin/sh
# Writes the shipped samples again from the generator: the same bytes on every machine. usage: sh datasets/make.sh PATH_OF_DATAGEN [FOLDER]
set -eu
datagen=$1
to=${2:-$(dirname "$0")}
for format in clean dirty salesforce hubspot; do
    "$datagen" --world planted --format $format --rows 1200 --seed 7 --truth "$to/truth_$format.csv" >"$to/sample_$format.csv"
done
# the four truths differ in the spelling of the id only; one is enough
rm "$to/truth_dirty.csv" "$to/truth_salesforce.csv" "$to/truth_hubspot.csv"
mv "$to/truth_clean.csv" "$to/truth.csv"
